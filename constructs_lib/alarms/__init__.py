"""What all alarms share. Each alarm is defined in the construct that owns its metric, in a method `alarms`."""
