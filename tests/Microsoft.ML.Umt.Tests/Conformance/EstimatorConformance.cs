using Microsoft.ML.Data;

namespace Microsoft.ML.Umt.Tests.Conformance;

/// <summary>
/// What ML.NET's own tests demand of every component: the promised schema is delivered, annotations included; wrong inputs fail early and
/// with the right exceptions, before and after saving; a loaded model gives the same schema and the same values.
/// </summary>
internal static class EstimatorConformance
{
    /// <param name="context">A fresh context.</param>
    /// <param name="estimator">The estimator, or a chain of them.</param>
    /// <param name="valid">Rows that it accepts, of types that ML.NET can save in a schema (paths, not videos).</param>
    /// <param name="invalid">Inputs that it must refuse.</param>
    public static void Check(MLContext context, IEstimator<ITransformer> estimator, IDataView valid, params IDataView[] invalid)
    {
        var promised = estimator.GetOutputSchema(Microsoft.ML.Umt.Pipeline.Internals.SchemaShapes.Of(valid.Schema));
        foreach (var input in invalid)
        {
            Refuses(() => estimator.GetOutputSchema(Microsoft.ML.Umt.Pipeline.Internals.SchemaShapes.Of(input.Schema)));
            Refuses(() => estimator.Fit(input));
        }

        var fitted = estimator.Fit(valid);
        var schema = fitted.GetOutputSchema(valid.Schema);
        Assert.Equal(SchemaText.Of(Microsoft.ML.Umt.Pipeline.Internals.SchemaShapes.Of(schema)), SchemaText.Of(promised));
        CheckMapper(fitted, valid.Schema);

        var loaded = SaveAndLoad(context, fitted, valid.Schema, out var loadedInput);
        Assert.Equal(SchemaText.Of(valid.Schema), SchemaText.Of(loadedInput));
        Assert.Equal(SchemaText.Of(schema), SchemaText.Of(loaded.GetOutputSchema(valid.Schema)));
        foreach (var transformer in (ITransformer[])[fitted, loaded])
        {
            Assert.Equal(SchemaText.Of(schema), SchemaText.Of(transformer.Transform(valid).Schema));
            CheckMapper(transformer, valid.Schema);
            foreach (var input in invalid)
            {
                Refuses(() => transformer.GetOutputSchema(input.Schema));
                Refuses(() => transformer.Transform(input));
                Refuses(() => transformer.GetRowToRowMapper(input.Schema));
            }
        }
        Assert.Equal(RowText.Of(fitted.Transform(valid)), RowText.Of(loaded.Transform(valid)));
        (fitted as IDisposable)?.Dispose();
        (loaded as IDisposable)?.Dispose();
    }

    private static ITransformer SaveAndLoad(MLContext context, ITransformer model, DataViewSchema schema, out DataViewSchema loadedSchema)
    {
        using var stream = new MemoryStream();
        context.Model.Save(model, schema, stream);
        stream.Position = 0;
        return new MLContext().Model.Load(stream, out loadedSchema);
    }

    private static void CheckMapper(ITransformer transformer, DataViewSchema input)
    {
        Assert.True(transformer.IsRowToRowMapper);
        var mapper = transformer.GetRowToRowMapper(input);
        Assert.Same(input, mapper.InputSchema);
        Assert.Equal(SchemaText.Of(transformer.GetOutputSchema(input)), SchemaText.Of(mapper.OutputSchema));
        var dependencies = mapper.GetDependencies(mapper.OutputSchema);
        Assert.All(dependencies, column => Assert.Equal(column, input[column.Index]));
        Assert.Empty(mapper.GetDependencies([]));
    }

    private static void Refuses(Action action)
    {
        var error = Record.Exception(action);
        while (error?.InnerException is { } inner)
            error = inner;
        Assert.True(
            error is ArgumentOutOfRangeException or InvalidOperationException,
            $"An ArgumentOutOfRangeException or InvalidOperationException was expected, found {error?.GetType().Name ?? "none"}: {error?.Message}");
    }
}
