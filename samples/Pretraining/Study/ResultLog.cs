using System.Text.Json;

namespace Pretraining.Study;

/// <summary>Results as they come, one JSON line each, so that an interrupted run goes on where it was.</summary>
internal sealed class ResultLog
{
    private const string SettingsFile = "settings.txt";

    private readonly string _cells;
    private readonly string _encoders;

    /// <exception cref="ArgumentException">The folder holds results of other settings.</exception>
    public ResultLog(string folder, string settings)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, SettingsFile);
        if (File.Exists(path) && File.ReadAllText(path) != settings)
            throw new ArgumentException($"'{folder}' holds results of other settings (see {SettingsFile} there). Choose another --out, or delete it.");
        File.WriteAllText(path, settings);
        _cells = Path.Combine(folder, "cells.jsonl");
        _encoders = Path.Combine(folder, "encoders.jsonl");
        Cells = Read<Cell>(_cells);
        Encoders = Read<LearnedEncoder>(_encoders);
    }

    public List<Cell> Cells { get; }

    public List<LearnedEncoder> Encoders { get; }

    public void Add(Cell cell) => Add(_cells, Cells, cell);

    public void Add(LearnedEncoder encoder) => Add(_encoders, Encoders, encoder);

    private static void Add<T>(string path, List<T> results, T result)
    {
        results.Add(result);
        File.AppendAllText(path, JsonSerializer.Serialize(result) + "\n");
    }

    private static List<T> Read<T>(string path)
    {
        if (!File.Exists(path))
            return [];
        // A kill may have left half a line at the end; it goes, or the next result would be written behind it.
        string[] whole = [.. File.ReadLines(path).Where(line => line.EndsWith('}'))];
        File.WriteAllLines(path, whole);
        return [.. whole.Select(line => JsonSerializer.Deserialize<T>(line)!)];
    }
}
