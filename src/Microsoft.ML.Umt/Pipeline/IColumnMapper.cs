using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Computes added columns from one row of an input schema that it was bound to.</summary>
internal interface IColumnMapper
{
    ColumnBindings Bindings { get; }

    /// <summary>Whether the added columns are computed from this input column.</summary>
    bool IsInput(DataViewSchema.Column column);

    /// <summary>One getter per added column; null where the column is not active.</summary>
    /// <param name="input">The row, whose values change as its cursor moves.</param>
    /// <param name="active">For each output column, whether it is wanted.</param>
    Delegate?[] CreateGetters(DataViewRow input, bool[] active);
}
