"""Signed documents: a letter or berita acara as a case of its own (catalogue cat-bkn §16.8, §13.10)."""
