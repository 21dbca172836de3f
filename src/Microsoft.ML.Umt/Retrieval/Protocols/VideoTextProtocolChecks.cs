using Microsoft.ML.Umt.Retrieval.Protocols;

namespace Microsoft.ML.Umt;

/// <summary>Checks that data is the split of a protocol: numbers measured on another list cannot be compared with published ones.</summary>
public static class VideoTextProtocolChecks
{
    /// <summary>Compares what was loaded with what the split must hold.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="split">Name of the split.</param>
    /// <param name="videos">Number of different videos that were found.</param>
    /// <param name="texts">Number of texts or questions that were found.</param>
    /// <returns>One message for each difference, naming what was expected, what was found and what to do; empty when all is well.</returns>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    public static IReadOnlyList<string> FindProblems(this VideoTextProtocol protocol, string split, int videos, int texts)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        return SplitCheck.Problems(protocol, protocol.GetSplit(split), videos, texts);
    }

    /// <summary>Throws unless a split holds what it must.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="split">Name of the split.</param>
    /// <param name="videos">Number of different videos that were found.</param>
    /// <param name="texts">Number of texts or questions that were found.</param>
    /// <exception cref="ProtocolMismatchException">A count differs.</exception>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    public static void Check(this VideoTextProtocol protocol, string split, int videos, int texts)
    {
        if (FindProblems(protocol, split, videos, texts) is { Count: > 0 } problems)
            throw new ProtocolMismatchException(protocol.Name, protocol.GetSplit(split).Name, problems);
    }

    /// <summary>Throws unless a list of captions is the split that it claims to be.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="split">Name of the split.</param>
    /// <param name="captions">The captions, laid out as the protocol wants them.</param>
    /// <exception cref="ProtocolMismatchException">A count differs.</exception>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    public static void Check(this VideoTextProtocol protocol, string split, IEnumerable<VideoCaption> captions)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(captions);
        var (videos, texts) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var rows = 0;
        foreach (var caption in captions)
        {
            rows++;
            videos.Add(caption.Video);
            if (protocol.HasSeveralVideosPerText)
                texts.Add(caption.Caption);
        }
        Check(protocol, split, videos.Count, protocol.HasSeveralVideosPerText ? texts.Count : rows);
    }

    /// <summary>Throws unless a list of videos with all their captions is the split that it claims to be.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="split">Name of the split.</param>
    /// <param name="videos">The videos.</param>
    /// <exception cref="ProtocolMismatchException">A count differs.</exception>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    public static void Check(this VideoTextProtocol protocol, string split, IEnumerable<CaptionedVideo> videos)
    {
        ArgumentNullException.ThrowIfNull(videos);
        Check(protocol, split, videos.SelectMany(video => video.Caption.Select(caption => new VideoCaption { Video = video.Video, Caption = caption })));
    }

    /// <summary>Throws unless a list of questions is the split that it claims to be.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="split">Name of the split.</param>
    /// <param name="questions">The questions.</param>
    /// <exception cref="ProtocolMismatchException">A count differs.</exception>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    public static void Check(this VideoTextProtocol protocol, string split, IEnumerable<VideoQuestion> questions) =>
        CheckRows(protocol, split, questions, question => question.Video);

    /// <summary>Throws unless a list of choices is the split that it claims to be.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="split">Name of the split.</param>
    /// <param name="choices">The choices.</param>
    /// <exception cref="ProtocolMismatchException">A count differs.</exception>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    public static void Check(this VideoTextProtocol protocol, string split, IEnumerable<VideoChoice> choices) =>
        CheckRows(protocol, split, choices, choice => choice.Video);

    private static void CheckRows<TRow>(VideoTextProtocol protocol, string split, IEnumerable<TRow> rows, Func<TRow, string> video)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var videos = new HashSet<string>(StringComparer.Ordinal);
        var count = 0;
        foreach (var row in rows)
        {
            count++;
            videos.Add(video(row));
        }
        Check(protocol, split, videos.Count, count);
    }
}
