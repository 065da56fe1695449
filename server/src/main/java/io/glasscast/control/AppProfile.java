package io.glasscast.control;

import java.net.URI;
import java.util.Optional;

/// What the rules need to know of an app.
///
/// @param camera  whether it may use the camera (permission `CAMERA`, or `ALL`)
/// @param webhook where to ask it to dial in; an app without one dials in by itself
public record AppProfile(String packageName, boolean camera, Optional<URI> webhook) {}
