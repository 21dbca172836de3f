using Microsoft.ML.Runtime;

namespace Microsoft.ML.Umt.Pipeline.Internals;

/// <summary>Writes a component's fields and large payloads into a model that ML.NET is saving.</summary>
internal sealed class ModelWriter
{
    private readonly ModelSaveContext _context;

    /// <summary>Starts the component's part of the model with its header.</summary>
    public ModelWriter(ModelSaveContext context, ModelFormat format)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
        _context.CheckAtModel();
        _context.SetVersionInfo(format.ToVersionInfo());
    }

    public void Write(bool value) => _context.Writer.Write(value);

    public void Write(int value) => _context.Writer.Write(value);

    public void Write(long value) => _context.Writer.Write(value);

    public void Write(float value) => _context.Writer.Write(value);

    public void Write(double value) => _context.Writer.Write(value);

    /// <summary>Writes a text, which may be null or empty.</summary>
    public void Write(string? value)
    {
        _context.Writer.Write(value is not null);
        if (value is not null)
            _context.Writer.Write(value);
    }

    public void Write(int? value)
    {
        _context.Writer.Write(value.HasValue);
        if (value.HasValue)
            _context.Writer.Write(value.Value);
    }

    public void Write(TimeSpan value) => _context.Writer.Write(value.Ticks);

    /// <summary>Writes an enum by name, so that members may be reordered later.</summary>
    public void Write<TEnum>(TEnum value) where TEnum : struct, Enum => _context.Writer.Write(value.ToString());

    public void Write(ReadOnlySpan<float> values)
    {
        _context.Writer.Write(values.Length);
        foreach (var value in values)
            _context.Writer.Write(value);
    }

    public void Write(IReadOnlyCollection<string> values)
    {
        _context.Writer.Write(values.Count);
        foreach (var value in values)
            _context.Writer.Write(value);
    }

    /// <summary>Writes a large payload as an uncompressed entry of its own, straight into the model file.</summary>
    public void WriteStored(string name, Action<Stream> write) => StoredEntry.Write(_context, name, write);
}
