"""Jobs that only worker processes of these tests know: they count, hang, and kill whoever does them."""
