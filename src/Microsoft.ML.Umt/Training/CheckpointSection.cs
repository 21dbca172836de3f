using System.Globalization;
using Microsoft.ML.Umt.Checkpoints;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>The tensors and values of one part of a training checkpoint, by name.</summary>
/// <param name="name">The part's name, which becomes the prefix.</param>
/// <param name="tensors">All tensors of the checkpoint.</param>
/// <param name="values">All values of the checkpoint.</param>
internal sealed class CheckpointSection(string name, Dictionary<string, Tensor> tensors, Dictionary<string, string> values)
{
    /// <summary>The section's tensors, without its prefix.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Tensors => Own(tensors);

    /// <summary>The section's values, without its prefix.</summary>
    public IEnumerable<KeyValuePair<string, string>> Values => Own(values);

    public void Write(string key, Tensor tensor) => tensors.Add($"{name}.{key}", tensor);

    public void Write(string key, string value) => values.Add($"{name}.{key}", value);

    // Round-trip formatting: the number that is read is the number that was written, bit by bit.
    public void Write(string key, double value) => Write(key, value.ToString("R", CultureInfo.InvariantCulture));

    public void Write(string key, long value) => Write(key, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The text of that name; null when there is none.</summary>
    public string? FindText(string key) => values.GetValueOrDefault($"{name}.{key}");

    public long ReadInt64(string key) => long.TryParse(Required(key), CultureInfo.InvariantCulture, out var value) ? value : throw Damaged(key);

    public int ReadInt32(string key) => checked((int)ReadInt64(key));

    public double ReadDouble(string key) => double.TryParse(Required(key), CultureInfo.InvariantCulture, out var value) ? value : throw Damaged(key);

    /// <summary>Copies a tensor of the section into one of the same shape.</summary>
    /// <exception cref="CheckpointException">It is absent or has another shape.</exception>
    public void CopyTo(string key, Tensor target)
    {
        if (!tensors.TryGetValue($"{name}.{key}", out var source) || !source.shape.AsSpan().SequenceEqual(target.shape))
            throw Damaged(key);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        target.copy_(source);
    }

    private string Required(string key) => FindText(key) ?? throw Damaged(key);

    private CheckpointException Damaged(string key) => new($"'{name}.{key}' is absent from the training checkpoint or does not fit this training.");

    private IEnumerable<KeyValuePair<string, T>> Own<T>(Dictionary<string, T> all) =>
        from entry in all
        where entry.Key.StartsWith(name + ".", StringComparison.Ordinal)
        select KeyValuePair.Create(entry.Key[(name.Length + 1)..], entry.Value);
}
