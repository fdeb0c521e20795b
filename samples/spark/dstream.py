"""The same as structured.py with DStreams, as class exercises have it: reduceByKeyAndWindow over socketTextStream.

    python3 dstream.py [HOST [PORT]]

DStreams are deprecated since Spark 3.4; write new programs as structured.py is written.
"""

import os
import sys

from pyspark import SparkContext
from pyspark.streaming import StreamingContext

from tags import describe, draw, tags_of, top


def show(time, counts):
    """Shows one window, an empty one too."""
    # Not by takeOrdered or reduce, which fail where there is nothing to reduce.
    ranked = top(counts.collect())
    print(describe(time, ranked), flush=True)
    draw(ranked)


def main(host="127.0.0.1", port="5555"):
    # One core takes the stream, another counts: with one alone nothing would ever be counted.
    context = SparkContext("local[2]", "tweetstream")
    context.setLogLevel("ERROR")
    # What runs in Spark's own processes has to be brought there.
    context.addPyFile(os.path.join(os.path.dirname(os.path.abspath(__file__)), "tags.py"))
    streaming = StreamingContext(context, batchDuration=10)
    (
        streaming.socketTextStream(host, int(port))
        .flatMap(tags_of)
        .map(lambda tag: (tag, 1))
        # Each window anew, without an inverse function: that one would want a checkpoint and keep tags whose count is 0.
        .reduceByKeyAndWindow(lambda one, other: one + other, None, windowDuration=20, slideDuration=10)
        .foreachRDD(show)
    )
    streaming.start()
    streaming.awaitTermination()


if __name__ == "__main__":
    main(*sys.argv[1:])
