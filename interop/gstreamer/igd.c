/* An empty libgupnp-igd. The real one brings a second libsoup into Debian's whip-client, which ends it at once; nobody
   here wants ports mapped by UPnP anyway. */
#include <stddef.h>

size_t gupnp_simple_igd_get_type(void) { return 0; }
size_t gupnp_simple_igd_thread_get_type(void) { return 0; }
void *gupnp_simple_igd_new(void) { return NULL; }
void *gupnp_simple_igd_thread_new(void) { return NULL; }
void gupnp_simple_igd_add_port(void) {}
void gupnp_simple_igd_remove_port(void) {}
void gupnp_simple_igd_remove_port_local(void) {}
int gupnp_simple_igd_delete_all_mappings(void) { return 1; }
