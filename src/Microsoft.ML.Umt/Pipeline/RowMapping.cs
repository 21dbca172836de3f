using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Row by row mapping: what prediction engines and <c>TransformerChain</c> ask for.</summary>
internal sealed class RowMapping(IColumnMapper mapper) : IRowToRowMapper
{
    public DataViewSchema InputSchema => mapper.Bindings.Input;

    public DataViewSchema OutputSchema => mapper.Bindings.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var active = mapper.Bindings.Activate(dependingColumns);
        var anyAdded = mapper.Bindings.AnyAdded(active);
        return InputSchema.Where(column => active[column.Index] || (anyAdded && mapper.IsInput(column)));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Schema != InputSchema)
            throw new ArgumentOutOfRangeException(nameof(input), "The row has another schema than the one this mapper was made for.");
        var active = mapper.Bindings.Activate(activeColumns);
        return new MappedRow(input, mapper.Bindings, mapper.CreateGetters(input, active), active);
    }
}
