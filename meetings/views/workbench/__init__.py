"""The officer's workbench for a packet, one module for each thing that is done there."""
