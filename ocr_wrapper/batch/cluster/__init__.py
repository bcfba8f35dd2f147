"""Work of one machine of a cluster: its share of the account's rate, its client, its Parquet parts.

Nothing here knows an engine; the adapters `ocr_wrapper.batch.ray` and `ocr_wrapper.batch.spark`
do.
"""
