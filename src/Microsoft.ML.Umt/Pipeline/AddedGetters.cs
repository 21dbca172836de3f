using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Finds the getter of a column among those added here and those of the row below.</summary>
internal static class AddedGetters
{
    /// <exception cref="InvalidOperationException">The column is not active or holds another type.</exception>
    public static ValueGetter<TValue> Get<TValue>(
        DataViewSchema.Column column,
        DataViewRow input,
        ColumnBindings bindings,
        Delegate?[] getters,
        bool[] active)
    {
        if (!active[column.Index])
            throw new InvalidOperationException($"Column '{column.Name}' was not asked for when the rows were opened.");
        var added = bindings.AddedIndex(column);
        if (added < 0)
            return input.GetGetter<TValue>(bindings.Input[column.Index]);
        return getters[added] as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type}, not {typeof(TValue)}.");
    }
}
