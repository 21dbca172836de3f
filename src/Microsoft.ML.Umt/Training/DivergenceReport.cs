using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Umt.Training;

/// <summary>What was seen when a training diverged, for people who look for the cause. Written as JSON.</summary>
internal sealed record DivergenceReport
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        // Most of what is interesting here is not a number.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The steps in a row that were left out, the last one at the end.</summary>
    public required IReadOnlyList<LeftOutStep> LeftOutSteps { get; init; }

    /// <summary>The tensors of the last step's batches.</summary>
    public required IReadOnlyList<TensorStatistics> Inputs { get; init; }

    /// <summary>The parameters as they are.</summary>
    public required IReadOnlyList<TensorStatistics> Parameters { get; init; }

    /// <summary>Their gradients, as the last step left them (still multiplied by the loss scale and, when accumulating, by the number of samples).</summary>
    public required IReadOnlyList<TensorStatistics> Gradients { get; init; }

    /// <summary>Writes the report.</summary>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json));
}
