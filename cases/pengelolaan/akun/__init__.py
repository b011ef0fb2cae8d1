"""People who log in: TAMBAH PETUGAS, and what Admin does with an account (SJ-13 … SJ-16)."""
