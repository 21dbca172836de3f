using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Video;

/// <summary>Every shared video against an independent full decode, frame by frame.</summary>
public class FrameExactTests
{
    private const long MaxBytes = 400_000_000;

    public static TheoryData<string> Folders => ["ut-interaction", "clips", "asl_gestures", "odd", "synthetic"];

    [SharedTheory(CountsCsv.Folder)]
    [MemberData(nameof(Folders))]
    public void DecodesTheFramesThatFfmpegItselfDecodes(string folder)
    {
        var decoder = new FFMpegVideoDecoder(new VideoDecodeOptions { Tolerant = true });
        var decodable = 0;
        var problems = new List<string>();
        foreach (var file in Files(folder))
        {
            try
            {
                decodable += Check(decoder, file.Name, file.Decoded, problems) ? 1 : 0;
            }
            catch (VideoDecodeException error)
            {
                if (file.Decoded is > 0)
                    problems.Add(error.Message);
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.True(decodable > 10, $"Only {decodable} files of {folder} were compared.");
    }

    private static IEnumerable<(string Name, int? Decoded)> Files(string folder)
    {
        var counted = CountsCsv.Rows.Where(row => row.File.StartsWith(folder + "/", StringComparison.Ordinal)).Select(row => (row.File, (int?)row.Decoded)).ToArray();
        return counted.Length > 0
            ? counted
            : Directory.EnumerateFiles(SharedData.Path($"{CountsCsv.Folder}/{folder}")).Order().Select(path => ($"{folder}/{Path.GetFileName(path)}", (int?)null));
    }

    private static bool Check(FFMpegVideoDecoder decoder, string name, int? decoded, List<string> problems)
    {
        var path = SharedData.Path($"{CountsCsv.Folder}/{name}");
        var video = MLVideo.FromFile(path);
        var info = decoder.Probe(video);
        var frameBytes = info.Width * info.Height * 3;
        var expected = RawFrames.Hashes(path, StreamOf(name), frameBytes);
        if (decoded is { } count && count != expected.Count)
            problems.Add($"{name}: counts.csv says {count} frames, ffmpeg delivers {expected.Count} of {info.Width}x{info.Height}.");
        if (expected.Count == 0)
            return false;

        // The whole video where memory allows, else frames spread over it.
        var wanted = Math.Min(Math.Min(info.FrameCount, 4096), (int)Math.Max(4, MaxBytes / frameBytes));
        int[] indices = [.. Enumerable.Range(0, wanted).Select(i => (int)((long)i * (info.FrameCount - 1) / Math.Max(1, wanted - 1)))];
        using var frames = decoder.Decode(video, indices);
        var wrong = Enumerable.Range(0, indices.Length).Where(i => RawFrames.Hash(frames.Frame(i)) != expected[Math.Min(indices[i], expected.Count - 1)]).ToArray();
        if (wrong.Length > 0)
            problems.Add($"{name}: {wrong.Length} of {indices.Length} frames differ, first at {indices[wrong[0]]} (promised {info.FrameCount}, decoded {expected.Count}).");
        var repeated = indices.Count(index => index >= expected.Count);
        if (frames.RepeatedCount != repeated)
            problems.Add($"{name}: {frames.RepeatedCount} frames are reported as repeated, {repeated} are.");
        return true;
    }

    private static int StreamOf(string name) => Streams.LargestOf(SharedData.Path($"{CountsCsv.Folder}/{name}"));
}
