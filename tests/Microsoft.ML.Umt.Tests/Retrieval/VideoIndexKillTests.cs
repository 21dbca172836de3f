namespace Microsoft.ML.Umt.Tests.Retrieval;

/// <summary>A second process changes an index and says what it was promised; it is killed in the middle, and every promise has to hold.</summary>
public sealed class VideoIndexKillTests
{
    private const int Dimensions = 256;

    [Theory]
    [InlineData(5, 0)]
    [InlineData(40, 7)]
    [InlineData(90, 23)]
    public void A_kill_during_adding_loses_nothing_that_was_committed(int lines, int milliseconds) => Check(nameof(AddAndRemove), lines, milliseconds);

    [Theory]
    [InlineData(4, 0)]
    [InlineData(9, 11)]
    [InlineData(14, 29)]
    public void A_kill_during_saving_loses_nothing_that_was_committed(int lines, int milliseconds) => Check(nameof(AddAndSave), lines, milliseconds);

    private static void Check(string entry, int lines, int milliseconds)
    {
        var folder = Directory.CreateTempSubdirectory("umt-kill-").FullName;
        try
        {
            var expected = new HashSet<int>();
            // Three lives, one after the other, in the same folder.
            for (var life = 0; life < 3; life++)
            {
                var printed = KilledProcess.RunFor(entry == nameof(AddAndSave) ? AddAndSave : AddAndRemove, [folder, $"{life * 100_000}"], lines, TimeSpan.FromMilliseconds(milliseconds));
                var doubtful = new HashSet<int>();
                foreach (var line in printed)
                {
                    var (word, number) = (line.Split(' ')[0], int.Parse(line.Split(' ')[1]));
                    _ = word switch
                    {
                        "added" => expected.Add(number),
                        "removed" => expected.Remove(number),
                        "removing" => doubtful.Add(number),
                        _ => true,
                    };
                }
                using var index = VideoIndex.Open(folder);
                var found = index.Keys.Select(int.Parse).ToHashSet();
                Assert.Empty(expected.Except(found).Except(doubtful));
                // More than was promised is one change at most: the one that the kill fell into.
                Assert.InRange(found.Except(expected).Count(), 0, 8);
                Assert.All(found, number => Assert.Equal(Embedding(number), index.Find($"{number}")!.Embedding.ToArray()));
                var saved = Path.Combine(folder, "saved.umtindex");
                if (File.Exists(saved))
                {
                    using var loaded = VideoIndex.Load(saved);
                    Assert.All(loaded.Records(), record => Assert.Equal(Embedding(int.Parse(record.Key)), record.Embedding.ToArray()));
                }
                expected = found;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int AddAndRemove(string[] arguments)
    {
        using var index = VideoIndex.Open(arguments[0], Dimensions);
        for (var i = int.Parse(arguments[1]); ; i += 8)
        {
            index.Upsert(Enumerable.Range(i, 8).Select(number => new VideoRecord($"{number}", Embedding(number)) { Title = $"title {number}" }));
            foreach (var number in Enumerable.Range(i, 8))
                Say($"added {number}");
            Say($"removing {i}");
            index.Remove($"{i}");
            Say($"removed {i}");
        }
    }

    private static int AddAndSave(string[] arguments)
    {
        using var index = VideoIndex.Open(arguments[0], Dimensions);
        for (var i = int.Parse(arguments[1]); ; i++)
        {
            index.Upsert(new VideoRecord($"{i}", Embedding(i)));
            Say($"added {i}");
            index.Compact();
            index.Save(Path.Combine(arguments[0], "saved.umtindex"));
            Say($"saved {i}");
        }
    }

    private static void Say(string line)
    {
        Console.Out.Write(line + ".\n");
        Console.Out.Flush();
    }

    private static float[] Embedding(int number) => Vectors.Random(new Random(number), Dimensions);
}
