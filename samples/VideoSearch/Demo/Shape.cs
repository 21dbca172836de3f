namespace VideoSearch.Demo;

/// <summary>What moves in a home-made clip.</summary>
internal enum Shape
{
    Circle,
    Square,
    Triangle,
}
