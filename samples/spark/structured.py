"""Trending hashtags with Spark's Structured Streaming: counts over 20 s every 10 s from the relay's socket, the top ten as a bar plot.

    python3 structured.py [HOST [PORT]]
"""

import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql.functions import explode, udf, window
from pyspark.sql.types import ArrayType, StringType

from tags import describe, draw, tags_of, top


def show(batch, _):
    """Shows the windows that just ended, if any: one without a tag never gets here."""
    windows = {}
    for row in batch.collect():
        windows.setdefault(row["window"]["end"], []).append((row["tag"], row["count"]))
    for end, counts in sorted(windows.items()):
        print(describe(end, top(counts)), flush=True)
        draw(top(counts))


def main(host="127.0.0.1", port="5555"):
    spark = SparkSession.builder.appName("tweetstream").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    # What runs in Spark's own processes has to be brought there.
    spark.sparkContext.addPyFile(os.path.join(os.path.dirname(os.path.abspath(__file__)), "tags.py"))
    lines = spark.readStream.format("socket").option("host", host).option("port", port).option("includeTimestamp", True).load()
    counts = (
        lines.select(explode(udf(tags_of, ArrayType(StringType()))("value")).alias("tag"), "timestamp")
        # A line's time is when it came, so none is late: a window is over, and forgotten, as soon as a line after it has come.
        .withWatermark("timestamp", "0 seconds")
        .groupBy(window("timestamp", "20 seconds", "10 seconds"), "tag")
        .count()
    )
    counts.writeStream.outputMode("append").foreachBatch(show).start().awaitTermination()


if __name__ == "__main__":
    main(*sys.argv[1:])
