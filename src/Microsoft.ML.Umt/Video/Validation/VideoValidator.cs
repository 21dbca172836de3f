using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Umt;

/// <summary>Looks at all videos of a column before training and reports every unusable one at once.</summary>
/// <remarks>Thread-safe. Missing programs are not a video's fault: they end the validation with a <see cref="FfmpegNotFoundException"/>.</remarks>
public sealed class VideoValidator
{
    private readonly FFMpegVideoDecoder _decoder;
    private readonly bool _allFrames;
    private readonly int _workers;

    /// <summary>Creates a validator.</summary>
    /// <param name="decode">Limits and choices that the training will use; <see langword="null"/> for the defaults. They are copied.</param>
    /// <param name="options">How thoroughly to look; <see langword="null"/> for the defaults. They are copied.</param>
    public VideoValidator(VideoDecodeOptions? decode = null, VideoValidationOptions? options = null)
    {
        _decoder = new FFMpegVideoDecoder(decode);
        _allFrames = options?.DecodeAllFrames ?? false;
        _workers = (options ?? new VideoValidationOptions()).Workers;
    }

    /// <summary>Looks at the videos of a column.</summary>
    /// <param name="data">The data; it is read once, and only this column of it.</param>
    /// <param name="videoColumnName">The column of videos.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentException">There is no such column, or it holds something else.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public VideoValidationReport Validate(IDataView data, string videoColumnName = "Video", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(videoColumnName);
        if (data.Schema.GetColumnOrNull(videoColumnName) is not { } column)
        {
            var names = string.Join(", ", data.Schema.Select(other => $"'{other.Name}'"));
            throw new ArgumentException($"There is no column '{videoColumnName}'; the columns are {names}.", nameof(videoColumnName));
        }

        if (column.Type is not VideoDataViewType)
        {
            var hint = column.Type is TextDataViewType ? " Make videos of paths with mlContext.Transforms.LoadVideos first." : "";
            throw new ArgumentException($"The column '{videoColumnName}' holds {column.Type}, not videos.{hint}", nameof(videoColumnName));
        }

        var videos = new List<MLVideo?>();
        using (var cursor = data.GetRowCursor([column]))
        {
            var getter = cursor.GetGetter<MLVideo>(column);
            while (cursor.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                MLVideo? video = null;
                getter(ref video!);
                videos.Add(video);
            }
        }

        return Validate(videos, cancellationToken);
    }

    /// <summary>Looks at a list of videos; a row's number is its place in the list.</summary>
    /// <param name="videos">The videos; <see langword="null"/> entries count as unusable.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public VideoValidationReport Validate(IReadOnlyList<MLVideo?> videos, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(videos);
        var reasons = new string?[videos.Count];
        try
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = _workers, CancellationToken = cancellationToken };
            Parallel.For(0, videos.Count, parallel, row => reasons[row] = Reason(videos[row], cancellationToken));
        }
        catch (AggregateException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }

        var invalid = new List<InvalidVideo>();
        for (var row = 0; row < reasons.Length; row++)
        {
            if (reasons[row] is { } reason)
                invalid.Add(new InvalidVideo(row, videos[row]?.Name ?? "", reason));
        }

        return new VideoValidationReport(reasons.Length, invalid);
    }

    private string? Reason(MLVideo? video, CancellationToken cancellationToken)
    {
        if (video is null)
            return "the row has no video.";
        try
        {
            var info = _decoder.Probe(video, cancellationToken);
            if (_allFrames)
                FullDecode.Check(_decoder, video, info, cancellationToken);
            else
                _decoder.Decode(video, info.FrameCount > 1 ? [0, info.FrameCount - 1] : [0], cancellationToken).Dispose();
            return null;
        }
        catch (VideoDecodeException error)
        {
            return error.Reason;
        }
        catch (Exception error) when (video.Source is StreamVideoSource && error is not (OperationCanceledException or FfmpegNotFoundException or OutOfMemoryException))
        {
            // The stream is the caller's code and may fail in any way; the other rows are still worth a look.
            return $"its stream failed: {error.Message}";
        }
    }
}
