"""State machines: macro rules over the Bulk API, and everything readable compared with the reference model."""
