"""Facts and guards of docs/spec/machines/lokasi.csv: what the law asks, what the lists say, what is signed."""
