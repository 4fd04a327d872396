"""The bench: each line of the table measured against what people would use instead, side by side in one run."""
