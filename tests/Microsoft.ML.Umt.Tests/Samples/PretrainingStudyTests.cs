using Microsoft.ML.Umt.Tests.Conformance;
using Microsoft.ML.Umt.Tests.Video;
using Pretraining.Clips;
using Pretraining.Reports;
using Pretraining.Study;

namespace Microsoft.ML.Umt.Tests.Samples;

/// <summary>What makes the table of the pretraining sample honest.</summary>
public sealed class PretrainingStudyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("umt-study-").FullName;

    [Fact]
    public void No_encoder_has_seen_a_clip_that_it_is_tested_with()
    {
        var data = new StudyData([TinyVideos.InMemory(99)], Fold.LeaveOneGroupOut(Clips(groups: 10, perGroup: 3), parts: 2));

        Assert.Equal(10, data.Folds.Count);
        Assert.Equal([0, 1], data.Parts);
        Assert.Equal(30, data.Folds.SelectMany(fold => fold.Test).Distinct().Count());
        foreach (var fold in data.Folds)
        {
            Assert.Empty(fold.Training.Intersect(fold.Test));
            Assert.Equal(30, fold.Training.Count + fold.Test.Count);
            Assert.Empty(fold.Test.Select(clip => clip.Video).Intersect(data.Unlabelled(fold.Part)));
        }
        // Half of the groups and the one clip that is nobody's.
        Assert.All(data.Parts, part => Assert.Equal(16, data.Unlabelled(part).Count));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(10, 1)]
    [InlineData(3, 4)]
    public void Too_few_groups_or_parts_are_refused(int groups, int parts)
    {
        var error = Assert.Throws<ArgumentException>(() => Fold.LeaveOneGroupOut(Clips(groups, perGroup: 2), parts));

        Assert.Contains($"found {groups} groups and --parts {parts}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_goes_on_where_it_was()
    {
        var log = new ResultLog(_folder, "rate = 1");
        log.Add(new Cell("pixels", 1, "3", "Full", 4, 6, 1.5));
        log.Add(new LearnedEncoder("pixels", 1, 0, [1.0, 0.5], 20, 30, 2.5));
        // What a kill leaves of a line that was being written.
        File.AppendAllText(Path.Combine(_folder, "cells.jsonl"), "{\"Start\":\"pix");

        var again = new ResultLog(_folder, "rate = 1");

        Assert.Equal(log.Cells, again.Cells);
        again.Add(new Cell("pixels", 1, "4", "Full", 5, 6, 1.5));
        Assert.Equal(again.Cells, new ResultLog(_folder, "rate = 1").Cells);
        Assert.Equal([1.0, 0.5], Assert.Single(again.Encoders).Losses);
        var error = Assert.Throws<ArgumentException>(() => new ResultLog(_folder, "rate = 2"));
        Assert.Contains(_folder, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_counts_clips_and_spreads_over_seeds()
    {
        Cell[] cells =
        [
            new("random-weights", 1, "1", "Head", 3, 6, 1), new("random-weights", 1, "2", "Head", 1, 2, 1),
            new("random-weights", 2, "1", "Head", 6, 6, 1), new("random-weights", 2, "2", "Head", 0, 2, 1),
            new("pixels", 1, "1", "Full", 6, 6, 1),
        ];

        string table = ResultTable.Format([.. Start.All.Take(2)], cells, [new LearnedEncoder("pixels", 1, 0, [1.25, 0.75], 2, 3, 1)]);

        Assert.Contains("| random weights |  | 62.5 % ± 17.7 (50.0, 75.0) |  |", table, StringComparison.Ordinal);
        Assert.Contains("| pixel reconstruction | 1.250 → 0.750 |  | 100.0 % ± 0.0 (100.0) |", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_videos_become_pieces_and_short_ones_stay_whole()
    {
        // 30 frames a second for 50 seconds: every second frame is kept, and 50 of those make a piece.
        using var clips = new ClipFactory();
        string path = clips.Make("long.mp4", "-f lavfi -i testsrc2=size=64x48:rate=30:duration=50 -c:v libx264 -pix_fmt yuv420p -preset ultrafast");
        var memory = new MemoryClips(shortSide: 32);
        var decoder = new FFMpegVideoDecoder();

        var whole = decoder.Probe(memory.Whole(path));
        var pieces = memory.Pieces(path);

        Assert.Equal((750, 32, 43, 15.0), (whole.FrameCount, whole.Height, whole.Width, whole.FrameRate));
        Assert.Equal(8, pieces.Count);
        Assert.All(pieces, piece => Assert.Equal(50, decoder.Probe(piece).FrameCount));
        string[] starts = ["0.0", "3.3", "10.0", "16.7"];
        Assert.Equal(starts, pieces.Take(4).Select(piece => piece.Name.Split(' ')[^2]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IReadOnlyList<LabelledVideo> Clips(int groups, int perGroup) =>
    [
        .. from number in Enumerable.Range(0, groups)
           from clip in Enumerable.Range(0, perGroup)
           select new LabelledVideo(TinyVideos.InMemory((number * perGroup) + clip), $"class {clip}", $"{number}"),
    ];
}
