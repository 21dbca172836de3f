using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.Umt.Benchmarks.Decode;

/// <summary>The same work without the library: one ffprobe, one ffmpeg, pixels from its standard output.</summary>
internal static class BareFfmpeg
{
    /// <summary>Frames spread over the video as sparse sampling does, RGB bytes.</summary>
    public static byte[] Decode(string path, int frameCount)
    {
        var (stream, width, height, count) = Probe(path);
        var segment = (double)(count - 1) / frameCount;
        int[] indices = [.. Enumerable.Range(0, frameCount).Select(i => Math.Min((int)Math.Round(segment * i) + (int)(segment / 2), count - 1))];
        var select = string.Join('+', indices.Distinct().Select(index => $@"eq(n\,{index})"));
        using var process = Start(
            "ffmpeg", "-nostdin", "-v", "error", "-threads", "1", "-i", path, "-map", $"0:{stream}", "-an", "-sn", "-dn", "-vf", $"select='{select}'",
            "-vsync", "0", "-pix_fmt", "rgb24", "-frames:v", $"{indices.Distinct().Count()}", "-f", "rawvideo", "pipe:1");
        var frame = width * height * 3;
        var pixels = new byte[frameCount * frame];
        for (var i = 0; i < frameCount; i++)
        {
            if (i > 0 && indices[i] == indices[i - 1])
                pixels.AsSpan((i - 1) * frame, frame).CopyTo(pixels.AsSpan(i * frame));
            else
                process.StandardOutput.BaseStream.ReadExactly(pixels, i * frame, frame);
        }

        process.WaitForExit();
        return pixels;
    }

    private static (int Stream, int Width, int Height, int Count) Probe(string path)
    {
        using var process = Start(
            "ffprobe", "-v", "error", "-select_streams", "V", "-show_entries", "stream=index,width,height:stream_side_data=rotation:packet=flags", "-of", "compact=nk=0", path);
        var lines = process.StandardOutput.ReadToEnd().Split('\n');
        process.WaitForExit();
        var fields = lines.First(line => line.StartsWith("stream|", StringComparison.Ordinal)).Split('|').Select(field => field.Split('=')).Where(field => field.Length == 2).ToDictionary(field => field[0], field => field[1]);
        var (width, height) = (Number("width"), Number("height"));
        if (fields.TryGetValue("side_datum/display_matrix:rotation", out var rotation) && Math.Abs(int.Parse(rotation, CultureInfo.InvariantCulture)) is 90 or 270)
            (width, height) = (height, width);
        return (Number("index"), width, height, lines.Count(line => line.StartsWith("packet|", StringComparison.Ordinal) && !line.Contains('D')));

        int Number(string name) => int.Parse(fields[name], CultureInfo.InvariantCulture);
    }

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
