"""What a postponement and a cancellation share: the snapshot of their scope, forms, guards, pages. Their rooms stand
above; it knows no act."""
