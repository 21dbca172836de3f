using Microsoft.ML.Data;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>Scoring of rows with exactly one question each. Thread-safe.</summary>
internal sealed class QuestionScoring(VideoScoring<IReadOnlyList<VideoAnswer>> scoring) : IVideoScoring
{
    public IReadOnlyList<DataViewSchema.DetachedColumn> Columns => scoring.Columns;

    public IColumnMapper Bind(DataViewSchema inputSchema)
    {
        _ = QuestionColumn.Find(inputSchema, scoring.TextColumnName!);
        return scoring.Bind(inputSchema);
    }

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _ = QuestionColumn.Find(input.Schema, scoring.TextColumnName!);
        return scoring.Transform(input);
    }

    public void Dispose() => scoring.Dispose();
}
