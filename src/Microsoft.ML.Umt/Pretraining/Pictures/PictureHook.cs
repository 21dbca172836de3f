using System.Globalization;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Pretraining.Pictures;

/// <summary>
/// Draws what student and teacher see of a few videos when a training begins, and the loss after every epoch; into a folder, and the former into
/// TensorBoard too. A picture that cannot be written is a warning: it is not worth a training. To be listed behind <see cref="CheckpointHook"/>.
/// </summary>
internal sealed class PictureHook(PretrainingContext context, ClipView view, IReadOnlyList<MLVideo?> videos) : TrainingHook
{
    private const int DrawnVideos = 4;

    private readonly string? _folder = context.Options.PictureFolder;
    private readonly EventPictures? _events = context.Options.TensorBoardFolder is { } folder ? new EventPictures(folder) : null;
    private readonly List<double> _losses = [];

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingState state) => Try(() =>
    {
        if (_folder is not null)
            ReadLosses(state.Epoch);
        var number = 0;
        foreach (var video in videos.OfType<MLVideo>().Take(DrawnVideos))
        {
            context.ThrowIfCanceled();
            if (See(video) is not { } clip)
                continue;
            number++;
            Show($"mask-{number}", view.Mask(clip), state);
            if (view.Attention(clip) is { } attention)
                Show($"attention-{number}", attention, state);
        }
    });

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingState state, CancellationToken cancellationToken) => Try(() =>
    {
        if (_folder is null)
            return;
        _losses.Add(state.Totals.Mean(MetricNames.Loss) ?? double.NaN);
        File.WriteAllLines(LossFile, _losses.Select(loss => loss.ToString("R", CultureInfo.InvariantCulture)));
        PngFile.Save(LossCurve.Draw(_losses), Path.Combine(_folder, "loss.png"));
    });

    private string LossFile => Path.Combine(_folder!, "loss.txt");

    /// <summary>A resumed training goes on with the curve that it had.</summary>
    private void ReadLosses(int epochs)
    {
        Directory.CreateDirectory(_folder!);
        if (epochs > 0 && File.Exists(LossFile))
            _losses.AddRange(File.ReadLines(LossFile).Take(epochs).Select(line => double.Parse(line, CultureInfo.InvariantCulture)));
        // Epochs that nobody drew stay empty, so that later ones stand in their place.
        while (_losses.Count < epochs)
            _losses.Add(double.NaN);
    }

    private SeenClip? See(MLVideo video)
    {
        try
        {
            return view.See(video, context.Seed, context.Options.CancellationToken);
        }
        catch (VideoDecodeException)
        {
            // The training itself meets the video too, and does what the options say.
            return null;
        }
    }

    private void Show(string name, Picture picture, TrainingState state)
    {
        var png = PngFile.Encode(picture);
        if (_folder is not null)
            PngFile.Save(png, Path.Combine(_folder, name + ".png"));
        _events?.Add(name, state.Step, png, picture.Width, picture.Height);
    }

    private void Try(Action draw)
    {
        try
        {
            draw();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            context.Warning($"A picture of the training could not be written: {error.Message}");
        }
    }
}
