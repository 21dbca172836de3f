namespace Microsoft.ML.Umt.Runtime;

/// <summary>libtorch's per-thread mixed precision switches: exported C++ functions with plain arguments, named as each C++ ABI names them.</summary>
internal static unsafe class AutocastExports
{
    private static readonly (string Itanium, string Msvc) IsEnabledName =
        ("_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE", "?is_autocast_enabled@autocast@at@@YA_NW4DeviceType@c10@@@Z");

    private static readonly (string Itanium, string Msvc) SetEnabledName =
        ("_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb", "?set_autocast_enabled@autocast@at@@YAXW4DeviceType@c10@@_N@Z");

    private static readonly (string Itanium, string Msvc) GetTypeName =
        ("_ZN2at8autocast18get_autocast_dtypeEN3c1010DeviceTypeE", "?get_autocast_dtype@autocast@at@@YA?AW4ScalarType@c10@@W4DeviceType@4@@Z");

    private static readonly (string Itanium, string Msvc) SetTypeName =
        ("_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE", "?set_autocast_dtype@autocast@at@@YAXW4DeviceType@c10@@W4ScalarType@4@@Z");

    private static readonly (string Itanium, string Msvc) IncrementName =
        ("_ZN2at8autocast17increment_nestingEv", "?increment_nesting@autocast@at@@YAHXZ");

    private static readonly (string Itanium, string Msvc) DecrementName =
        ("_ZN2at8autocast17decrement_nestingEv", "?decrement_nesting@autocast@at@@YAHXZ");

    private static readonly (string Itanium, string Msvc) ClearCacheName =
        ("_ZN2at8autocast11clear_cacheEv", "?clear_cache@autocast@at@@YAXXZ");

    public static bool AreAvailable =>
        new[] { IsEnabledName, SetEnabledName, GetTypeName, SetTypeName, IncrementName, DecrementName, ClearCacheName }
            .All(name => AtenLibrary.TryGetExport(Here(name), out _));

    public static bool IsEnabled(sbyte device) => ((delegate* unmanaged<sbyte, byte>)Find(IsEnabledName))(device) != 0;

    public static void SetEnabled(sbyte device, bool enabled) =>
        ((delegate* unmanaged<sbyte, byte, void>)Find(SetEnabledName))(device, (byte)(enabled ? 1 : 0));

    public static sbyte GetType(sbyte device) => ((delegate* unmanaged<sbyte, sbyte>)Find(GetTypeName))(device);

    public static void SetType(sbyte device, sbyte type) => ((delegate* unmanaged<sbyte, sbyte, void>)Find(SetTypeName))(device, type);

    public static int IncrementNesting() => ((delegate* unmanaged<int>)Find(IncrementName))();

    public static int DecrementNesting() => ((delegate* unmanaged<int>)Find(DecrementName))();

    public static void ClearCache() => ((delegate* unmanaged<void>)Find(ClearCacheName))();

    private static string Here((string Itanium, string Msvc) name) => OperatingSystem.IsWindows() ? name.Msvc : name.Itanium;

    private static nint Find((string Itanium, string Msvc) name) => AtenLibrary.GetExport(Here(name), "automatic mixed precision");
}
