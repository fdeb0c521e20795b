"""What is counted, without Spark, so that it can be tried and tested without it."""


def tags_of(line):
    """The words of a line that start with #, in lower case, each as often as it stands there; a lone # is none."""
    return [word.lower() for word in line.split() if word.startswith("#") and len(word) > 1]


def top(counts, most=10):
    """The most frequent of (tag, count) pairs: the count descending, then the tag. An empty window has none."""
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:most]


def describe(time, ranked):
    """One window in one line."""
    return f"{time:%H:%M:%S}  {', '.join(f'{tag} {count}' for tag, count in ranked) or 'no hashtags'}"


def draw(ranked, path="plot_spark.png"):
    """A bar plot of (tag, count) pairs; an empty window leaves the last picture as it is. Says whether it drew."""
    if not ranked:
        return False
    # Only here: the rest runs where they are not installed.
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plot
    import pandas
    import seaborn

    table = pandas.DataFrame(ranked, columns=["tag", "count"])
    figure, axes = plot.subplots(figsize=(9, 6))
    seaborn.barplot(data=table, x="count", y="tag", hue="tag", legend=False, ax=axes)
    figure.tight_layout()
    figure.savefig(path)
    plot.close(figure)
    return True
