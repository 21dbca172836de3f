namespace Microsoft.ML.Umt;

/// <summary>What <see cref="VideoValidator"/> found.</summary>
public sealed class VideoValidationReport
{
    internal VideoValidationReport(long count, IReadOnlyList<InvalidVideo> invalid)
    {
        ValidCount = count - invalid.Count;
        Invalid = invalid;
    }

    /// <summary>Number of rows whose video can be used.</summary>
    public long ValidCount { get; }

    /// <summary>The rows whose video cannot be used, in order of their number.</summary>
    public IReadOnlyList<InvalidVideo> Invalid { get; }

    /// <summary>Throws one exception that lists the unusable rows, if there are any.</summary>
    /// <exception cref="InvalidVideosException">At least one video cannot be used.</exception>
    public void ThrowIfInvalid()
    {
        if (Invalid.Count > 0)
            throw new InvalidVideosException(this);
    }

    /// <summary>The counts and one line for each unusable row.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Invalid.Select(video => video.ToString()).Prepend($"{ValidCount} videos can be used, {Invalid.Count} cannot."));
}
