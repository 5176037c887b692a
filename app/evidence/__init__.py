"""What makes the record provable to a stranger: digests and chains, trees over rows, signed checkpoints. No tables."""
