using CsCheck;
using TweetStream.Counter.Counting;
using TweetStream.Counter.Feeds;
using TweetStream.Wire;

namespace TweetStream.Tests.Counter.Counting;

public sealed class PlaceTests
{
    private readonly Place _place = new();

    [Fact]
    public void Offsets_of_files_and_foreign_senders_mean_nothing()
    {
        Assert.True(_place.Take(7, out var missing) && missing == 0);
        Assert.False(_place.Move(Connection.Foreign, out _));
        Assert.True(_place.Take(3, out missing) && missing == 0);
        Assert.True(_place.Take(3, out missing) && missing == 0);
        Assert.Null(_place.Position);
    }

    [Fact]
    public void A_line_that_cannot_be_read_moves_on_and_the_next_one_tells()
    {
        Open(10);
        _place.Pass(1);
        Assert.Equal(new("a", 11), _place.Position);
        Assert.True(_place.Take(11, out var missing) && missing == 0);
        _place.Pass(1);
        Assert.True(_place.Take(14, out missing) && missing == 1);
        // It was no post of its own: the one that seems to be passed comes still.
        _place.Pass(1);
        Assert.True(_place.Take(15, out missing) && missing == 0);
        Assert.Equal(new("a", 16), _place.Position);
    }

    [Fact]
    public void Where_a_relay_was_a_foreign_sender_may_have_let_posts_by()
    {
        Open(10);
        Assert.True(_place.Move(Connection.Foreign, out var missing));
        Assert.Null(missing);
        Assert.Null(_place.Position);
    }

    [Fact]
    public void However_connections_are_cut_and_posts_repeated_each_counts_once_and_each_passed_is_missing() =>
        Gen.Select(Gen.Int[0, 20], Gen.Select(Gen.Int[-5, 5], Gen.Int[1, 3].Array[0, 6]).Array[1, 6]).Sample((start, connections) =>
        {
            var place = new Place { Position = new("a", start) };
            var counted = new List<long>();
            var lost = 0L;
            foreach (var (jump, steps) in connections)
            {
                var offset = Math.Max(0, place.Position!.Offset + jump);
                place.Move(new Connection { Position = new("a", offset) }, out var passed);
                lost += passed!.Value;
                foreach (var step in steps)
                {
                    if (place.Take(offset, out var missing))
                        counted.Add(offset);
                    lost += missing;
                    offset += step;
                }
            }

            Assert.Equal(counted.Distinct(), counted);
            Assert.Equal(counted.Order(), counted);
            Assert.Equal(place.Position!.Offset - start, counted.Count + lost);
        });

    private void Open(long offset) => _place.Move(new Connection { Position = new ArchivePosition("a", offset) }, out _);
}
