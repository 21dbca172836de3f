using Microsoft.ML.Umt;

namespace Pretraining.Reports;

/// <summary>Shows the progress of a training on a terminal, in one line that is written over; nothing in a file, where the results are enough.</summary>
internal sealed class ProgressLine
{
    private int _shown;

    public void Show(TrainingProgress progress)
    {
        if (Console.IsOutputRedirected)
            return;
        string text = progress.ToString();
        Console.Write("\r  " + text.PadRight(_shown));
        _shown = text.Length;
        if (progress.Step < progress.TotalSteps || !progress.IsEpochEnd)
            return;
        Console.WriteLine();
        _shown = 0;
    }
}
