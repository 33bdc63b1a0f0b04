"""The packet engine: contents, assembly, the printed document, and what no packet tells of yet."""
