using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Conformance;

/// <summary>
/// Scores one row with a saved model in another process that knows nothing of this library: it loads the model with a plain
/// <see cref="MLContext"/> and predicts with a POCO of its own.
/// </summary>
internal static class TwoProcess
{
    /// <summary>The input of the models that are tested this way.</summary>
    public sealed class Input
    {
        public string Path { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class Output
    {
        public float[] Values { get; set; } = [];
    }

    /// <summary>Asserts that a second process finds the same numbers, to 1e-5.</summary>
    /// <param name="context">The context that made the model.</param>
    /// <param name="model">The model.</param>
    /// <param name="row">One row.</param>
    /// <param name="vectorColumn">A column of <see cref="float"/> vectors to compare.</param>
    public static void CheckSamePrediction(MLContext context, ITransformer model, Input row, string vectorColumn)
    {
        var file = Path.Combine(Path.GetTempPath(), $"umt-{Guid.NewGuid():N}.zip");
        try
        {
            var view = context.Data.LoadFromEnumerable([row]);
            context.Model.Save(model, view.Schema, file);
            var result = ChildProcess.Run(Predict, [file, JsonSerializer.Serialize(row), vectorColumn]);
            var here = model.Transform(view).GetColumn<VBuffer<float>>(vectorColumn).Single().DenseValues().ToArray();
            var there = result.Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].Split(' ').Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(here.Length, there.Length);
            Assert.All(here.Zip(there), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static int Predict(string[] arguments)
    {
        if (AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name == "Microsoft.ML.Umt"))
            throw new InvalidOperationException("The library is loaded already; this process must learn of it from the model alone.");
        var context = new MLContext();
        var model = context.Model.Load(arguments[0], out _);
        var output = SchemaDefinition.Create(typeof(Output));
        output[nameof(Output.Values)].ColumnName = arguments[2];
        using var engine = context.Model.CreatePredictionEngine<Input, Output>(model, outputSchemaDefinition: output);
        var values = engine.Predict(JsonSerializer.Deserialize<Input>(arguments[1])!).Values;
        Console.WriteLine(string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
        return 0;
    }
}
