namespace Microsoft.ML.Umt;

/// <summary>
/// Which texts belong to which videos: the ground truth of a retrieval test. A video may have several texts (MSVD), a text several videos
/// (Something-Something). Immutable and thread-safe.
/// </summary>
public sealed class RetrievalMatches
{
    private readonly int[][] _textsOfVideo;
    private readonly int[][] _videosOfText;

    private RetrievalMatches(int[][] textsOfVideo, int[][] videosOfText) => (_textsOfVideo, _videosOfText) = (textsOfVideo, videosOfText);

    /// <summary>Number of videos, numbered from 0.</summary>
    public int VideoCount => _textsOfVideo.Length;

    /// <summary>Number of texts, numbered from 0.</summary>
    public int TextCount => _videosOfText.Length;

    /// <summary>The texts of one video, ascending; empty for a video that is a candidate only.</summary>
    /// <exception cref="IndexOutOfRangeException">The number is not in 0 … <see cref="VideoCount"/> - 1.</exception>
    public IReadOnlyList<int> TextsOf(int video) => _textsOfVideo[video];

    /// <summary>The videos of one text, ascending; empty for a text that is a candidate only.</summary>
    /// <exception cref="IndexOutOfRangeException">The number is not in 0 … <see cref="TextCount"/> - 1.</exception>
    public IReadOnlyList<int> VideosOf(int text) => _videosOfText[text];

    /// <summary>Text i belongs to video i.</summary>
    /// <param name="count">Number of videos and of texts, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    public static RetrievalMatches OneToOne(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return FromPairs(count, count, Enumerable.Range(0, count).Select(i => (i, i)));
    }

    /// <summary>Each text belongs to one video, a video may have several texts.</summary>
    /// <param name="videoCount">Number of videos, 1 or more.</param>
    /// <param name="videoOfText">The video of each text.</param>
    /// <exception cref="ArgumentException">There is no text.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no video, or no video of a given number.</exception>
    public static RetrievalMatches FromVideoOfText(int videoCount, IReadOnlyList<int> videoOfText)
    {
        ArgumentNullException.ThrowIfNull(videoOfText);
        return FromPairs(videoCount, videoOfText.Count, videoOfText.Select((video, text) => (video, text)));
    }

    /// <summary>Any text may belong to any number of videos. A pair that occurs twice counts once.</summary>
    /// <param name="videoCount">Number of videos, 1 or more.</param>
    /// <param name="textCount">Number of texts, 1 or more.</param>
    /// <param name="pairs">The numbers of videos and texts that belong together.</param>
    /// <exception cref="ArgumentException">There is no pair at all.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is not positive, or a number is not below its count.</exception>
    public static RetrievalMatches FromPairs(int videoCount, int textCount, IEnumerable<(int Video, int Text)> pairs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(videoCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(textCount);
        ArgumentNullException.ThrowIfNull(pairs);
        var texts = new SortedSet<int>?[videoCount];
        var videos = new SortedSet<int>?[textCount];
        var any = false;
        foreach (var (video, text) in pairs)
        {
            if (video < 0 || video >= videoCount)
                throw new ArgumentOutOfRangeException(nameof(pairs), video, $"A pair names video {video}; the videos are 0 … {videoCount - 1}.");
            if (text < 0 || text >= textCount)
                throw new ArgumentOutOfRangeException(nameof(pairs), text, $"A pair names text {text}; the texts are 0 … {textCount - 1}.");
            (texts[video] ??= []).Add(text);
            (videos[text] ??= []).Add(video);
            any = true;
        }
        return any
            ? new RetrievalMatches(Array.ConvertAll(texts, set => set?.ToArray() ?? []), Array.ConvertAll(videos, set => set?.ToArray() ?? []))
            : throw new ArgumentException("No text belongs to any video: there is nothing to measure.", nameof(pairs));
    }
}
