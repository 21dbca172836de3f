using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Umt.Classification;

/// <summary>Checks of option values, with messages that name the option, its range and what was given.</summary>
internal static class OptionGuard
{
    public static T InRange<T>(T value, T low, T high, [CallerMemberName] string name = "")
        where T : INumber<T> =>
        value >= low && value <= high
            ? value
            : throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{nameof(VideoClassificationOptions)}.{name} must be from {low} to {high}."));

    public static T? InRange<T>(T? value, T low, T high, [CallerMemberName] string name = "")
        where T : struct, INumber<T> => value is { } given ? InRange(given, low, high, name) : null;

    public static T Defined<T>(T value, [CallerMemberName] string name = "")
        where T : struct, Enum =>
        Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{nameof(VideoClassificationOptions)}.{name} must be one of {string.Join(", ", Enum.GetNames<T>())}.");

    public static string Named(string value, [CallerMemberName] string name = "") =>
        string.IsNullOrWhiteSpace(value)
            ? throw new ArgumentException($"{nameof(VideoClassificationOptions)}.{name} must not be empty.", name)
            : value;
}
