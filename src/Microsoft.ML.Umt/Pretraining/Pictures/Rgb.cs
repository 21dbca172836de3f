namespace Microsoft.ML.Umt.Pretraining.Pictures;

/// <summary>A colour.</summary>
internal readonly record struct Rgb(byte R, byte G, byte B)
{
    public static Rgb Black { get; } = new(0, 0, 0);

    public static Rgb Grey { get; } = new(190, 190, 190);

    public static Rgb Blue { get; } = new(31, 98, 180);

    /// <summary>This colour with a share of another over it, 0 … 1.</summary>
    public Rgb Under(Rgb other, double share) => new(Mix(R, other.R, share), Mix(G, other.G, share), Mix(B, other.B, share));

    private static byte Mix(byte below, byte above, double share) => (byte)Math.Round(below + ((above - below) * share));
}
