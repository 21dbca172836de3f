using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pretraining;
using Microsoft.ML.Umt.Pretraining.Pictures;
using Microsoft.ML.Umt.Runtime;

namespace Microsoft.ML.Umt;

/// <summary>
/// Pictures of what a pretraining would show its student, before a step is trained: is the mask where things happen, does the teacher look at what
/// matters? PNG files, frames side by side, one for each token in time. Thread-safe; holds the teacher until it is disposed.
/// </summary>
/// <remarks>
/// Frames are spread over the whole video and cut from the middle, as in evaluation; the random changes of training are left out. Of frames that share
/// a token the one that the teacher sees is drawn.
/// </remarks>
public sealed class PretrainingPictures : IDisposable
{
    private readonly object _gate = new();
    private readonly IImageTeacher? _teacher;
    private readonly ClipView _view;
    private bool _disposed;

    /// <summary>Loads the teacher that the options name, if they name one.</summary>
    /// <param name="options">The options of the pretraining; student, teacher, mask, mask ratio, reading and device count.</param>
    /// <exception cref="ArgumentException">Two options contradict each other.</exception>
    /// <exception cref="FileNotFoundException">There is no such checkpoint of the teacher.</exception>
    /// <exception cref="CheckpointException">The teacher's checkpoint cannot be read or does not fit.</exception>
    public PretrainingPictures(MaskedTeacherOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var own = options.Clone();
        var plan = new PretrainingPlan(own);
        NativeRuntime.EnsureLoaded();
        var device = new DeviceRequest(own.GpuDeviceId, own.FallbackToCpu ?? false).Resolve();
        if (own.Objective == PretrainingObjective.Alignment)
        {
            _teacher = own.Teacher!.Load(plan.Student, plan.AlignedLayers, own.TeacherLayerInterval, own.FeatureNorm, _ => { });
            _teacher.MoveTo(device, PrecisionSupport.Resolve(own.Precision, device));
        }
        _view = new ClipView(plan, own.Reading, _teacher, device);
    }

    /// <summary>Draws what the student sees: above the frames, below the same with hidden tokens greyed out.</summary>
    /// <param name="video">The video.</param>
    /// <param name="path">The .png file; an existing one is replaced.</param>
    /// <param name="seed">Seed of the mask. The same seed hides the same tokens.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="VideoDecodeException">The video cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public void SaveMask(MLVideo video, string path, int seed = 0, CancellationToken cancellationToken = default) =>
        Save(video, path, seed, _view.Mask, cancellationToken);

    /// <summary>Draws where the teacher looks: above the frames, below the attention of its class token over them, from blue (least) to red (most), each frame by itself.</summary>
    /// <param name="video">The video.</param>
    /// <param name="path">The .png file; an existing one is replaced.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidOperationException">The options have no teacher.</exception>
    /// <exception cref="VideoDecodeException">The video cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public void SaveTeacherAttention(MLVideo video, string path, CancellationToken cancellationToken = default)
    {
        if (_teacher is null)
            throw new InvalidOperationException($"{nameof(PretrainingObjective)}.{nameof(PretrainingObjective.PixelReconstruction)} has no teacher whose attention could be drawn.");
        Save(video, path, seed: 0, clip => _view.Attention(clip)!, cancellationToken);
    }

    /// <summary>Draws a loss over the epochs, for example what <see cref="MaskedTeacherOptions.MetricsCallback"/> received at the end of each.</summary>
    /// <param name="losses">The loss of each epoch; those that are no finite numbers leave a gap.</param>
    /// <param name="path">The .png file; an existing one is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void SaveLossCurve(IReadOnlyList<double> losses, string path)
    {
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        PngFile.Save(LossCurve.Draw(losses), path);
    }

    /// <summary>Frees the teacher.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_disposed)
                _teacher?.Dispose();
            _disposed = true;
        }
    }

    private void Save(MLVideo video, string path, int seed, Func<SeenClip, Picture> draw, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(video);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Picture picture;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            picture = draw(_view.See(video, seed, cancellationToken));
        }
        PngFile.Save(picture, path);
    }
}
