"""Proses Seleksi in a browser: scores and candidates of a stage in one press, and the pages for several at once.

Whatever a press brings, each row goes through the gate for itself (`core.doing.bulk.perform_rows`): what is saved
stays saved, what was refused is shown at its row with its reason, and nothing typed is lost.
"""
