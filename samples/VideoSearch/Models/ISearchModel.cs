using Microsoft.ML.Umt;

namespace VideoSearch.Models;

/// <summary>What the page needs of a video-text model: words and videos as vectors of one space. Implementations are thread-safe.</summary>
internal interface ISearchModel : IDisposable
{
    /// <summary>The name that the page shows.</summary>
    string Name { get; }

    /// <summary>What a user should know about the model, for example which words it has learned.</summary>
    string Note { get; }

    /// <summary>Searches that show what the model can do; may be empty.</summary>
    IReadOnlyList<string> Examples { get; }

    /// <summary>Changes when the weights do: vectors of two models cannot be compared.</summary>
    string Fingerprint { get; }

    /// <summary>Length of all vectors.</summary>
    int Dimension { get; }

    /// <summary>Whether <see cref="Match"/> can look closer at a video.</summary>
    bool CanMatch { get; }

    /// <summary>The vector of a text; its length is 1.</summary>
    float[] EmbedText(string text);

    /// <summary>The vectors of videos, one result for each, in order. A video that cannot be read is a result with an error, not an exception.</summary>
    IReadOnlyList<EmbeddedVideo> EmbedVideos(IReadOnlyList<MLVideo> videos, CancellationToken cancellationToken);

    /// <summary>How probable it is that a text describes a video (0 to 1), one value for each video; NaN where the video cannot be read.</summary>
    IReadOnlyList<float> Match(string text, IReadOnlyList<MLVideo> videos, CancellationToken cancellationToken);
}
