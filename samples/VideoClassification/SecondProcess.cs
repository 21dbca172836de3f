using System.Diagnostics;
using System.Globalization;

namespace VideoClassification;

/// <summary>Starts this program again to use a saved model, as another application would.</summary>
internal static class SecondProcess
{
    /// <summary>Marks the line that holds the scores; the rest of the output is for people.</summary>
    public const string ScoreMark = "SCORES ";

    /// <summary>Class probabilities that a fresh process computes with the saved model.</summary>
    public static float[] Predict(string modelPath, string videoPath)
    {
        string program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        // Started as "dotnet VideoClassification.dll", the program is dotnet and wants the file first.
        if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "VideoClassification.dll"));
        foreach (string argument in new[] { "--predict", modelPath, "--file", videoPath })
            start.ArgumentList.Add(argument);

        Console.WriteLine("A second process loads the saved model:");
        using var process = Process.Start(start)!;
        float[]? scores = null;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith(ScoreMark, StringComparison.Ordinal))
                scores = [.. line[ScoreMark.Length..].Split(' ').Select(text => float.Parse(text, CultureInfo.InvariantCulture))];
            else
                Console.WriteLine("  " + line);
        }
        process.WaitForExit();
        return scores ?? throw new InvalidOperationException($"The second process ended with code {process.ExitCode} and gave no scores.");
    }
}
