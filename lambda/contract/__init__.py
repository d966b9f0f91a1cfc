"""The contract between the infrastructure code and the runtime code: the names that both use."""
