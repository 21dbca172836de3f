namespace Microsoft.ML.Umt;

/// <summary>The arguments that keep ffmpeg and ffprobe to one local file of a known container.</summary>
internal static class InputGuard
{
    /// <summary>Containers that hold their own pictures. Playlists, scripts, image sequences, devices and text formats are not among them.</summary>
    private const string Containers =
        "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,live_flv,gif,apng,asf,ogg,nut,mxf,ivf,obu,h261,h263,h264,hevc,m4v,mjpeg,mjpeg_2000,dv,rm,yuv4mpegpipe,"
        + "mp3,aac,wav,flac,amr,ac3,eac3,dts";

    /// <summary>Options for the input of either program.</summary>
    /// <param name="maxPixels">The largest picture that a codec may take memory for.</param>
    /// <param name="marker">A word that finds the process again among those of the machine.</param>
    // Names that are no protocols are ignored in this list, which makes it the one place for the marker that both programs accept.
    public static string Arguments(long maxPixels, string marker) => $"-max_pixels {Math.Min(int.MaxValue, maxPixels)} -protocol_whitelist file,{marker} -format_whitelist {Containers}";

    /// <summary>A new marker.</summary>
    public static string NewMarker() => "run" + Guid.NewGuid().ToString("N");
}
