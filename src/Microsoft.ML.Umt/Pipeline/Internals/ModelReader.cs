using Microsoft.ML.Runtime;

namespace Microsoft.ML.Umt.Pipeline.Internals;

/// <summary>Reads what <see cref="ModelWriter"/> wrote, in the same order.</summary>
internal sealed class ModelReader
{
    private readonly ModelLoadContext _context;

    /// <summary>Checks the component's header; ML.NET's exception says which versions can be read.</summary>
    public ModelReader(ModelLoadContext context, ModelFormat format)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
        _context.CheckAtModel(format.ToVersionInfo());
    }

    /// <summary>Version of the model that is being read, see <see cref="ModelFormat.Version"/>.</summary>
    public uint Version => _context.Header.ModelVerWritten;

    public bool ReadBoolean() => _context.Reader.ReadBoolean();

    public int ReadInt32() => _context.Reader.ReadInt32();

    public long ReadInt64() => _context.Reader.ReadInt64();

    public float ReadSingle() => _context.Reader.ReadSingle();

    public double ReadDouble() => _context.Reader.ReadDouble();

    public string? ReadString() => _context.Reader.ReadBoolean() ? _context.Reader.ReadString() : null;

    /// <summary>Reads a text that must be there.</summary>
    /// <exception cref="FormatException">It is null or empty: the model file is damaged.</exception>
    public string ReadRequiredString()
    {
        var value = ReadString();
        return string.IsNullOrEmpty(value) ? throw new FormatException("The model file is damaged: a required text is empty.") : value;
    }

    public int? ReadNullableInt32() => _context.Reader.ReadBoolean() ? _context.Reader.ReadInt32() : null;

    public TimeSpan ReadTimeSpan() => new(_context.Reader.ReadInt64());

    /// <exception cref="FormatException">The name is unknown: the model comes from a newer version or is damaged.</exception>
    public TEnum ReadEnum<TEnum>() where TEnum : struct, Enum
    {
        var name = _context.Reader.ReadString();
        return Enum.TryParse<TEnum>(name, out var value) && Enum.IsDefined(value)
            ? value
            : throw new FormatException($"The model file holds '{name}' where a {typeof(TEnum).Name} was expected.");
    }

    public float[] ReadSingles()
    {
        var values = new float[ReadLength()];
        for (var i = 0; i < values.Length; i++)
            values[i] = _context.Reader.ReadSingle();
        return values;
    }

    public string[] ReadStrings()
    {
        var values = new string[ReadLength()];
        for (var i = 0; i < values.Length; i++)
            values[i] = _context.Reader.ReadString();
        return values;
    }

    /// <summary>Reads an entry written by <see cref="ModelWriter.WriteStored"/>.</summary>
    /// <exception cref="FormatException">The entry is absent: the model file is damaged.</exception>
    public void ReadStored(string name, Action<Stream> read) => StoredEntry.Read(_context, name, read);

    private int ReadLength()
    {
        var length = _context.Reader.ReadInt32();
        return length >= 0 ? length : throw new FormatException($"The model file is damaged: a list of length {length}.");
    }
}
