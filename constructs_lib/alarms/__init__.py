"""The parts that all alarms share. An alarm is defined in the construct that owns its metric, in a method `alarms`."""
