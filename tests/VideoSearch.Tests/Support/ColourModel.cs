using Microsoft.ML.Umt;
using VideoSearch.Models;

namespace VideoSearch.Tests.Support;

/// <summary>A model that knows three words. A frame's vector is its mean colour, a text's the colours that it names: what must be found is plain to see.</summary>
internal sealed class ColourModel : ISearchModel
{
    private const int FrameCount = 4;

    private static readonly string[] Words = ["red", "green", "blue"];

    private readonly FFMpegVideoDecoder _decoder = new();

    public string Name => "Colours";

    public string Note => "Knows red, green and blue.";

    public IReadOnlyList<string> Examples { get; init; } = ["something red", "green"];

    public string Fingerprint { get; init; } = "colours-1";

    public int Dimension => Words.Length;

    public bool CanMatch => true;

    /// <summary>Called with each video before it is read; a test can wait in it.</summary>
    public Action<MLVideo, CancellationToken> BeforeVideo { get; set; } = (_, _) => { };

    /// <summary>Called with each text.</summary>
    public Action<string> BeforeText { get; set; } = _ => { };

    /// <summary>Videos that were read.</summary>
    public int Reads { get; private set; }

    public float[] EmbedText(string text)
    {
        BeforeText(text);
        string[] words = text.ToLowerInvariant().Split((char[])[' ', ',', '.'], StringSplitOptions.RemoveEmptyEntries);
        return Unit([.. Words.Select(word => words.Contains(word) ? 1f : 0.01f)]);
    }

    public IReadOnlyList<EmbeddedVideo> EmbedVideos(IReadOnlyList<MLVideo> videos, CancellationToken cancellationToken) =>
        [.. videos.Select(video => Embed(video, cancellationToken))];

    public IReadOnlyList<float> Match(string text, IReadOnlyList<MLVideo> videos, CancellationToken cancellationToken)
    {
        float[] wanted = EmbedText(text);
        return [.. EmbedVideos(videos, cancellationToken).Select(video => video.Error is null ? video.Frames.Max(frame => Dot(frame.Vector, wanted)) : float.NaN)];
    }

    public void Dispose()
    {
    }

    private EmbeddedVideo Embed(MLVideo video, CancellationToken cancellationToken)
    {
        BeforeVideo(video, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        Reads++;
        try
        {
            var info = _decoder.Probe(video, cancellationToken);
            int[] numbers = [.. Enumerable.Range(0, FrameCount).Select(i => (int)((i + 0.5) * info.FrameCount / FrameCount))];
            using var frames = _decoder.Decode(video, numbers, cancellationToken);
            return EmbeddedVideo.Of([.. Enumerable.Range(0, FrameCount).Select(i => new EmbeddedFrame(frames.Times[i], MeanColour(frames.Frame(i))))]);
        }
        catch (VideoDecodeException error)
        {
            return EmbeddedVideo.Unreadable(error.Reason);
        }
    }

    private static float[] MeanColour(ReadOnlySpan<byte> rgb)
    {
        var sums = new float[3];
        for (int i = 0; i < rgb.Length; i++)
            sums[i % 3] += rgb[i];
        return Unit(sums);
    }

    private static float[] Unit(float[] vector)
    {
        float length = MathF.Sqrt(Dot(vector, vector)) + 1e-9f;
        return Array.ConvertAll(vector, value => value / length);
    }

    private static float Dot(float[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
