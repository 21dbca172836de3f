using System.Diagnostics;
using Microsoft.ML.Umt;

namespace VideoClassification.Reports;

/// <summary>Shows the progress of a training: one line that is written over on a terminal, one line an epoch in a file.</summary>
internal sealed class ProgressLine
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<TrainingProgress> _epochs = [];
    private int _shown;

    /// <summary>The reports at the ends of the epochs.</summary>
    public IReadOnlyList<TrainingProgress> Epochs => _epochs;

    /// <summary>Time from the start to the last report.</summary>
    public TimeSpan Elapsed { get; private set; }

    public void Show(TrainingProgress progress)
    {
        Elapsed = _clock.Elapsed;
        bool isFeaturePass = progress.Epochs == 0;
        // A head that is solved in one step has no training loss to show.
        if (!isFeaturePass && double.IsNaN(progress.Loss))
            return;
        if (progress.IsEpochEnd && !isFeaturePass)
            _epochs.Add(progress);
        string text = isFeaturePass
            ? FormattableString.Invariant($"features of {progress.Step}/{progress.TotalSteps} videos  {progress.ClipsPerSecond:F1} clips/s  eta {progress.Remaining:mm\\:ss}")
            : progress.ToString();
        if (Console.IsOutputRedirected)
        {
            if (progress.IsEpochEnd)
                Console.WriteLine("  " + text);
            return;
        }
        Console.Write("\r  " + text.PadRight(_shown));
        _shown = text.Length;
    }

    /// <summary>Ends the line.</summary>
    public void Finish()
    {
        if (_shown > 0)
            Console.WriteLine();
        _shown = 0;
    }
}
