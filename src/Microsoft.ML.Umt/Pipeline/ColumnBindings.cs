using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>An input schema with columns added at its end. Added columns are found by index: a name may hide an older column.</summary>
internal sealed class ColumnBindings
{
    private readonly int _inputCount;

    public ColumnBindings(DataViewSchema input, IEnumerable<DataViewSchema.DetachedColumn> added)
    {
        Input = input;
        _inputCount = input.Count;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumns(added);
        Output = builder.ToSchema();
    }

    public DataViewSchema Input { get; }

    /// <summary>Made once: ML.NET compares schemas by reference.</summary>
    public DataViewSchema Output { get; }

    /// <summary>Number of added columns.</summary>
    public int AddedCount => Output.Count - _inputCount;

    /// <summary>Which added column this is, or -1 for an input column.</summary>
    public int AddedIndex(DataViewSchema.Column column) => column.Index - _inputCount < 0 ? -1 : column.Index - _inputCount;

    /// <summary>For each output column, whether it is wanted.</summary>
    public bool[] Activate(IEnumerable<DataViewSchema.Column> wanted)
    {
        var active = new bool[Output.Count];
        foreach (var column in wanted)
        {
            if (column.Index >= active.Length || Output[column.Index].Name != column.Name)
                throw new ArgumentOutOfRangeException(nameof(wanted), $"Column '{column.Name}' is not part of this schema.");
            active[column.Index] = true;
        }
        return active;
    }

    /// <summary>Whether any added column is wanted.</summary>
    public bool AnyAdded(bool[] active) => active.AsSpan(_inputCount).Contains(true);

    /// <summary>The wanted input columns.</summary>
    public IEnumerable<DataViewSchema.Column> PassedThrough(bool[] active) => Input.Where(column => active[column.Index]);
}
