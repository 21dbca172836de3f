using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Checks of option values, with messages that name the option, its range and what was given.</summary>
internal static class OptionGuard
{
    public static T InRange<T>(T value, T low, T high, [CallerMemberName] string name = "", [CallerFilePath] string file = "")
        where T : INumber<T> =>
        value >= low && value <= high
            ? value
            : throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{Owner(file)}.{name} must be from {low} to {high}."));

    public static T? InRange<T>(T? value, T low, T high, [CallerMemberName] string name = "", [CallerFilePath] string file = "")
        where T : struct, INumber<T> => value is { } given ? InRange(given, low, high, name, file) : null;

    public static T Defined<T>(T value, [CallerMemberName] string name = "", [CallerFilePath] string file = "")
        where T : struct, Enum =>
        Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{Owner(file)}.{name} must be one of {string.Join(", ", Enum.GetNames<T>())}.");

    public static string Named(string value, [CallerMemberName] string name = "", [CallerFilePath] string file = "") =>
        string.IsNullOrWhiteSpace(value)
            ? throw new ArgumentException($"{Owner(file)}.{name} must not be empty.", name)
            : value;

    public static string? NullOrNamed(string? value, [CallerMemberName] string name = "", [CallerFilePath] string file = "") =>
        value is null ? null : Named(value, name, file);

    // One type a file: the file's name is that of the options, whichever system compiled it.
    private static string Owner(string file) => Path.GetFileNameWithoutExtension(file[(file.LastIndexOfAny(['/', '\\']) + 1)..]);
}
