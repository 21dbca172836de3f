using System.Runtime.CompilerServices;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Checks of model configurations; every failure names the property, the allowed range and the value.</summary>
internal static class ConfigGuard
{
    public static void Positive(int value, string name) => InRange(value, 1, int.MaxValue, name);

    public static void InRange(int value, int low, int high, string name)
    {
        if (value < low || value > high)
            throw Bad(name, value, high == int.MaxValue ? $"at least {low}" : $"from {low} to {high}");
    }

    public static void InRange(double value, double low, double high, string name)
    {
        if (!(value >= low && value <= high))
            throw Bad(name, value, FormattableString.Invariant($"from {low} to {high}"));
    }

    public static void NotNegative(double value, string name)
    {
        if (!(value >= 0 && double.IsFinite(value)))
            throw Bad(name, value, "0 or more");
    }

    public static void Finite(double value, string name)
    {
        if (!double.IsFinite(value))
            throw Bad(name, value, "a finite number");
    }

    public static void Probability(double value, string name)
    {
        if (!(value >= 0 && value < 1))
            throw Bad(name, value, "in [0, 1)");
    }

    public static void Defined<T>(T value, string name) where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw Bad(name, Unsafe.As<T, int>(ref value), $"one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    public static void Divides(int divisor, string divisorName, int value, string valueName)
    {
        if (value % divisor != 0)
            throw Bad(valueName, value, $"a multiple of {divisorName} ({divisor})");
    }

    public static void Grid(int imageHeight, int imageWidth, int patchSize)
    {
        Positive(patchSize, "PatchSize");
        Positive(imageHeight, "ImageHeight");
        Positive(imageWidth, "ImageWidth");
        Divides(patchSize, "PatchSize", imageHeight, "ImageHeight");
        Divides(patchSize, "PatchSize", imageWidth, "ImageWidth");
    }

    public static void Trunk(int width, int depth, int heads, double mlpRatio, int classes, double normEpsilon)
    {
        Positive(width, "Width");
        Positive(depth, "Depth");
        Positive(heads, "Heads");
        Divides(heads, "Heads", width, "Width");
        if (!(mlpRatio > 0 && double.IsFinite(mlpRatio) && (int)(width * mlpRatio) > 0))
            throw Bad("MlpRatio", mlpRatio, "a finite number above 0 that leaves at least one hidden unit");
        InRange(classes, 0, int.MaxValue, "Classes");
        if (!(normEpsilon > 0 && double.IsFinite(normEpsilon)))
            throw Bad("NormEpsilon", normEpsilon, "a finite number above 0");
    }

    private static ArgumentOutOfRangeException Bad(string name, object value, string allowed) =>
        new(name, value, $"{name} must be {allowed}.");
}
